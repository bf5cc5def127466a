/*
 * Answers the inbound requests that no other module answered.
 *
 * Chain: inbound-http [100]; messages; the end of the chain.
 * Imports `__route`. Exports nothing.
 */
((
  answer = (head, route) => (
    head.headers?.['x-forwarded-for'] ? new Message({ status: 502 }, 'Proxy Error') :
    route ? new Message({ status: 404 }, 'Not found') :
    new Message({ status: 403 }, 'Access denied')
  ),

) => pipy()

.import({
  __route: 'inbound-http-routing',
})

.pipeline()
.replaceData()
.replaceMessage(msg => answer(msg.head, __route))

)()
