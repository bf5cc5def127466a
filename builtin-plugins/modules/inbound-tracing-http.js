/*
 * Sends a span for each inbound request that its caller marked as sampled.
 *
 * Chain: inbound-http [150]; messages. Requests are left as they are.
 * Imports `__cluster` and the `__target` that the load balancer chose. Exports nothing.
 */
((
  tracing = pipy.solve('tracing.js'),
  metrics = pipy.solve('metrics.js'),

  counters = tracing.enabled ? metrics.sampling('inbound', 'tracing') : [],

) => pipy({
  _span: null,
  _status: null,
  _requestSize: 0,
  _responseSize: 0,
})

.import({
  __cluster: 'inbound-http-routing',
  __target: 'connect-tcp',
})

.pipeline()
.branch(
  () => tracing.enabled, (
    $ => $
      .handleMessageStart(
        msg => (
          _span = msg.head.headers?.['x-b3-sampled'] === '1'
            ? tracing.openSpan('SERVER', msg.head, __cluster?.name)
            : null,
          counters[_span ? 1 : 0].increase()
        )
      )
      .handleData(data => _requestSize += data.size)
      .chain()
      .handleMessageStart(msg => _status = msg.head?.status)
      .handleData(data => _responseSize += data.size)
      .handleMessageEnd(
        () => _span && tracing.closeSpan(_span, _status, __target, _requestSize, _responseSize)
      )
  ),
  (
    $ => $.chain()
  )
)

)()
