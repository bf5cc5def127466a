/*
 * Stops sending requests to a cluster that answers with errors or too slowly.
 *
 * Chain: outbound-http [120]; messages. While the circuit is open, requests are answered here.
 * Imports `__cluster`. Exports nothing.
 */
((
  breakers = [],

  log = (state, name, total, slow, errors) => (
    console.log('[circuit_breaker] total/slowAmount/errorAmount (' + state + ') ', name, total, slow, errors)
  ),

  // Counts one kind of bad responses. `spare` has one unit less than the threshold, so that the
  // response that reaches it finds none left.
  createCriterion = (amountThreshold, ratioThreshold, minimum, window) => (
    ((amount, spare) => ({
      isOn: amountThreshold > 0 || ratioThreshold > 0,
      amount: () => amount,
      clear: () => amount = 0,
      // Q19 (fixed): a circuit that closes forgives what happened before.
      forgive: () => (amount = 0, spare.reset()),
      isExceededBy: total => (
        amount = Math.min(amount + 1, total),
        (amountThreshold > 0 && spare.consume(1) === 0) ||
        (ratioThreshold > 0 && total >= minimum && amount / total >= ratioThreshold)
      ),
    }))(0, new algo.Quota(Math.max(amountThreshold - 1, 0), { per: window }))
  ),

  createBreaker = (name, settings) => (
    ((
      window = settings.StatTimeWindow || 30,
      minimum = settings.MinRequestAmount || 100,
      degradedWindow = settings.DegradedTimeWindow || 30,
      slowness = settings.SlowTimeThreshold || 5,
      slow = createCriterion(settings.SlowAmountThreshold || 0, settings.SlowRatioThreshold || 0, minimum, window),
      errors = createCriterion(settings.ErrorAmountThreshold || 0, settings.ErrorRatioThreshold || 0, minimum, window),
      total = 0,
      ticks = 0,
      isOpen = false,

      open = () => (
        isOpen = true,
        ticks = 0,
        log('open', name, total, slow.amount(), errors.amount())
      ),
      close = () => (
        isOpen = false,
        log('close', name, total, slow.amount(), errors.amount()),
        total = 0,
        slow.forgive(),
        errors.forgive()
      ),
      clear = () => (
        total = 0,
        slow.clear(),
        errors.clear()
      ),
    ) => ({
      isOpen: () => isOpen,
      countRequest: () => total++,
      countResponse: (status, seconds) => (
        !isOpen && status > 499 && errors.isOn && errors.isExceededBy(total) && open(),
        !isOpen && seconds >= slowness && slow.isOn && slow.isExceededBy(total) && open()
      ),
      tick: () => (
        ++ticks > (isOpen ? degradedWindow : window) && (
          ticks = 0,
          isOpen ? close() : clear()
        )
      ),
      answer: () => new Message(
        { status: settings.DegradedStatusCode || 409 },
        settings.DegradedResponseContent || 'Coming soon ...'
      ),
    }))()
  ),

  clusterBreakers = new algo.Cache(
    cluster => (
      (settings => settings ? (
        (breaker => (breakers.push(breaker), breaker))(createBreaker(cluster.name, settings))
      ) : null)(cluster.ConnectionSettings?.http?.CircuitBreaking)
    )
  ),

) => pipy({
  _breaker: null,
  _startTime: 0,
})

.import({
  __cluster: 'outbound-http-routing',
})

.pipeline()
.onStart(
  () => void (_breaker = __cluster ? clusterBreakers.get(__cluster) : null)
)
.branch(
  () => !_breaker, (
    $ => $.chain()
  ),
  () => _breaker.isOpen(), (
    $ => $
      .replaceData()
      .replaceMessage(() => _breaker.answer())
  ),
  (
    $ => $
      .handleMessageStart(
        () => (
          _startTime = Date.now(),
          _breaker.countRequest()
        )
      )
      .chain()
      .handleMessageStart(
        msg => _breaker.countResponse(msg.head?.status, (Date.now() - _startTime) / 1000)
      )
  )
)

.task('1s')
.onStart(
  () => (
    breakers.forEach(breaker => breaker.tick()),
    new StreamEnd
  )
)

)()
