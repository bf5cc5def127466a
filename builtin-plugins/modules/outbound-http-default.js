/*
 * Answers the outbound requests that no other module answered.
 *
 * Chain: outbound-http [100]; messages; the end of the chain.
 * Q18 (kept): a rule whose clusters all have weight 0 has a route and no target, which is a 404.
 * Imports `__route`. Exports nothing.
 */
pipy()

.import({
  __route: 'outbound-http-routing',
})

.pipeline()
.replaceData()
.replaceMessage(
  () => __route
    ? new Message({ status: 404 }, 'Not found')
    : new Message({ status: 403 }, 'Access denied')
)
