/*
 * Resets the inbound connections that no other module took.
 *
 * Chain: inbound-tcp [100]; bytes; the end of the chain. Imports and exports nothing.
 */
pipy()

.pipeline()
.replaceStreamStart(() => new StreamEnd('ConnectionReset'))
