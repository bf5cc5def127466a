/*
 * Resets the outbound connections that no other module took.
 *
 * Chain: outbound-tcp [100]; bytes; the end of the chain. Imports and exports nothing.
 */
pipy()

.pipeline()
.replaceStreamStart(() => new StreamEnd('ConnectionReset'))
