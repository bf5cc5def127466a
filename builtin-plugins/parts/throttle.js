<%#
  The limiter of the four throttle modules, which say:
    subject    the variable whose `RateLimit` is the limit: `__service` or `__route`
    namespace  where that variable comes from
    label      the label that refused requests count under
%>((
  utils = pipy.solve('utils.js'),
  metrics = pipy.solve('metrics.js'),

  limits = new algo.Cache(utils.rateLimit),
  limited = metrics.rateLimited.withLabels('<%= label %>'),

) => pipy({
  _limit: null,
  _isWaiting: false,
})

.import({
  <%= subject %>: '<%= namespace %>',
})

.pipeline()
.onStart(
  () => void (_limit = <%= subject %>?.RateLimit ? limits.get(<%= subject %>.RateLimit) : null)
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
