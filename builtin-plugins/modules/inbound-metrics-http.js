/*
 * Counts inbound responses and tells the caller who answered.
 *
 * Chain: inbound-http [160]; messages. A response without headers, as the built-in refusals are,
 * is neither counted nor marked.
 * Imports `__cluster`. Exports nothing.
 */
((
  metrics = pipy.solve('metrics.js'),

) => pipy()

.import({
  __cluster: 'inbound-http-routing',
})

.pipeline()
.chain()
.handleMessageStart(
  msg => msg.head?.headers && (
    (counters => (
      msg.head.headers[metrics.identityHeader] = metrics.identity,
      counters.countRequest(),
      counters.countClass(msg.head.status || 200)
    ))(metrics.cluster(__cluster?.name))
  )
)

)()
