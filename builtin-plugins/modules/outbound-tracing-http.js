/*
 * Makes each outbound request a span and sends it if it is sampled.
 *
 * Chain: outbound-http [140]; messages. The trace headers are written to the request.
 * Q5 (fixed): they are written as soon as the request begins, so that an HTTP/2 upstream gets them too.
 * Imports `__protocol` of the connection, `__cluster`, and the `__target` that the load balancer
 * chose. Exports nothing.
 */
((
  tracing = pipy.solve('tracing.js'),
  metrics = pipy.solve('metrics.js'),

  counters = tracing.enabled ? metrics.sampling('outbound', 'tracing') : [],

) => pipy({
  _span: null,
  _status: null,
  _requestSize: 0,
  _responseSize: 0,
})

.import({
  __protocol: 'outbound',
  __cluster: 'outbound-http-routing',
  __target: 'connect-tcp',
})

.pipeline()
.onStart(
  () => void (
    _span = null,
    _requestSize = 0,
    _responseSize = 0
  )
)
.branch(
  () => tracing.enabled, (
    $ => $
      .handleMessageStart(
        msg => (
          msg.head.headers || (msg.head.headers = {}),
          _span = tracing.startSpan(msg.head.headers, __protocol)
            ? tracing.openSpan('CLIENT', msg.head, __cluster?.name)
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
