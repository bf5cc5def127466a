/*
 * Logs outbound requests with their responses to the remote log.
 *
 * Chain: outbound-http [130]; messages. A request without a trace may be given one, see logging.js.
 * Q5 (fixed): trace headers are written as soon as the request begins.
 * Imports `__isEgress`, `__service` and the `__target` that the load balancer chose. Exports nothing.
 */
((
  remoteLog = pipy.solve('logging.js'),
  metrics = pipy.solve('metrics.js'),

  counters = remoteLog.enabled ? metrics.sampling('outbound', 'logging') : [],

) => pipy({
  _isSampled: false,
  _record: null,
})

.import({
  __isEgress: 'outbound',
  __service: 'outbound-http-routing',
  __target: 'connect-tcp',
})

.pipeline()
.onStart(() => void (_record = null))
.branch(
  () => remoteLog.enabled, (
    $ => $
      .handleMessageStart(
        msg => (
          msg.head.headers || (msg.head.headers = {}),
          _isSampled = remoteLog.isSampled(msg.head.headers, true),
          counters[_isSampled ? 1 : 0].increase()
        )
      )
      .branch(
        () => _isSampled, (
          $ => $
            .handleMessage(
              msg => _record = remoteLog.openRecord(msg, {
                remoteAddr: __inbound?.destinationAddress,
                remotePort: __inbound?.destinationPort,
                localAddr: __inbound?.remoteAddress,
                localPort: __inbound?.remotePort,
              })
            )
            .chain()
            .handleMessage(
              msg => _record && remoteLog.closeRecord(_record, msg, {
                name: __service?.name || 'anonymous',
                target: __target,
                ingressMode: false,
                egressMode: __isEgress,
              }, 'outbound')
            )
        ),
        (
          $ => $.chain()
        )
      )
  ),
  (
    $ => $.chain()
  )
)

)()
