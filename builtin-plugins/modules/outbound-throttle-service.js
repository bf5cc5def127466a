/*
 * Limits the rate of requests to a service, as its `RateLimit` says.
 *
 * Chain: outbound-http [127], not mounted by default; messages. A request beyond the limit is answered here.
 * Imports `__service`. Exports nothing.
 */
((
  utils = pipy.solve('utils.js'),
  metrics = pipy.solve('metrics.js'),

  limits = new algo.Cache(utils.rateLimit),
  limited = metrics.rateLimited.withLabels('outbound_throttle_service'),

) => pipy({
  _limit: null,
  _isWaiting: false,
})

.import({
  __service: 'outbound-http-routing',
})

.pipeline()
.onStart(
  () => void (_limit = __service?.RateLimit ? limits.get(__service.RateLimit) : null)
)
.onEnd(
  () => void (_isWaiting && _limit.inFlight--)
)
.branch(
  () => !_limit || (_limit.backlog === 0 && _limit.quota.consume(1) === 1), (
    $ => $.chain()
  ),

  // Q15 (fixed): a limit with a backlog lets requests wait for their turn; a request leaves it with
  // its response.
  () => _limit.backlog > 0 && _limit.inFlight <= _limit.backlog, (
    $ => $
      .onStart(() => void (_limit.inFlight++, _isWaiting = true))
      // The filter lets one event pass for each unit, so the whole message is made one.
      .replaceMessage(msg => new MessageStart({ msg }))
      .throttleMessageRate(() => _limit.quota, { blockInput: false })
      .replaceMessageStart(evt => evt.head.msg)
      .chain()
      .handleMessageStart(
        () => _isWaiting && (_limit.inFlight--, _isWaiting = false)
      )
  ),

  (
    $ => $
      .replaceData()
      .replaceMessage(() => (limited.increase(), _limit.reply()))
  )
)

)()
