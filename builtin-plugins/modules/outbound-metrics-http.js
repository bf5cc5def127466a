/*
 * Counts outbound responses, and measures those that tell who answered.
 *
 * Chain: outbound-http [150]; messages.
 * Imports `__cluster`. Exports nothing.
 */
((
  metrics = pipy.solve('metrics.js'),

  observe = (headers, elapsed) => (
    (durations => durations && (
      durations.observe(elapsed),
      delete headers[metrics.identityHeader]
    ))(metrics.peerDurations(headers[metrics.identityHeader]))
  ),

) => pipy({
  _startTime: 0,
})

.import({
  __cluster: 'outbound-http-routing',
})

.pipeline()
.handleMessageStart(
  () => _startTime = Date.now()
)
.chain()
.handleMessageStart(
  msg => (
    msg.head?.headers?.[metrics.identityHeader] && observe(msg.head.headers, Date.now() - _startTime),
    (counters => (
      counters.completed.increase(),
      counters.countRequest(),
      msg.head?.status && (
        counters.countStatus(msg.head.status),
        counters.countClass(msg.head.status)
      )
    ))(metrics.cluster(__cluster?.name))
  )
)

)()
