/*
 * Logs inbound requests with their responses to the remote log.
 *
 * Chain: inbound-http [140]; messages. A request without a trace may be given one, see logging.js.
 * Imports `__isIngress`, `__service` and the `__target` that the load balancer chose. Exports nothing.
 */
((
  remoteLog = pipy.solve('logging.js'),
  metrics = pipy.solve('metrics.js'),

  counters = remoteLog.enabled ? metrics.sampling('inbound', 'logging') : [],

) => pipy({
  _isSampled: false,
  _record: null,
})

.import({
  __isIngress: 'inbound',
  __service: 'inbound-http-routing',
  __target: 'connect-tcp',
})

.pipeline()
.branch(
  () => remoteLog.enabled, (
    $ => $
      .handleMessageStart(
        msg => (
          msg.head.headers || (msg.head.headers = {}),
          _isSampled = remoteLog.isSampled(msg.head.headers, false),
          counters[_isSampled ? 1 : 0].increase()
        )
      )
      .branch(
        () => _isSampled, (
          $ => $
            .handleMessage(
              msg => _record = remoteLog.openRecord(msg, {
                remoteAddr: __inbound?.remoteAddress,
                remotePort: __inbound?.remotePort,
                localAddr: __inbound?.destinationAddress,
                localPort: __inbound?.destinationPort,
              })
            )
            .chain()
            .handleMessage(
              msg => _record && remoteLog.closeRecord(_record, msg, {
                name: __service?.name || 'anonymous',
                target: __target,
                ingressMode: __isIngress,
                egressMode: false,
              }, 'inbound')
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
