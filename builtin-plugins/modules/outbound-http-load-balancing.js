/*
 * Sends an outbound request to an endpoint of its cluster, with the retries of the cluster's policy.
 *
 * Chain: outbound-http [110]; messages. It ends the chain if there is an endpoint.
 * Imports the variables of `outbound` and `outbound-http-routing`, of which it may set `__isEgress`
 * and `__cert`, and sets `__target` and `__metricLabel` of `connect-tcp` and `__egressRule` of
 * `connect-upstream`. Exports nothing.
 */
((
  config = pipy.solve('config.js'),
  utils = pipy.solve('utils.js'),
  metrics = pipy.solve('metrics.js'),

  isDebug = config.Spec?.SidecarLogLevel === 'debug',

  isPerRequest = {
    http1: Boolean(config.Spec?.Traffic?.HTTP1PerRequestLoadBalancing),
    http2: Boolean(config.Spec?.Traffic?.HTTP2PerRequestLoadBalancing),
  },

  // Whether a status is in a list such as `5xx,404`; words match nothing.
  compileStatus = item => (
    item.endsWith('xx')
      ? (status => Math.floor(status / 100) === Number.parseInt(item.charAt(0)))
      : (status => status === Number.parseInt(item))
  ),
  compileStatuses = list => (
    (tests => status => tests.some(test => test(status)))(
      list.split(',').map(item => compileStatus(item.trim()))
    )
  ),

  compileRetry = policy => (
    policy?.NumRetries > 0 ? {
      limit: policy.NumRetries,
      isRetried: compileStatuses(policy.RetryOn || '5xx'),
      baseDelay: Math.min(policy.RetryBackoffBaseInterval || 0, 1),
    } : null
  ),

  balancers = new algo.Cache(
    cluster => (
      (weights => ({
        endpoints: cluster.Endpoints || {},
        primary: new algo.RoundRobinLoadBalancer(utils.shuffle(weights)),
        failover: utils.failover(weights),
        retry: compileRetry(cluster.RetryPolicy),
        counters: metrics.retries(cluster.name),
        maxMessages: cluster.ConnectionSettings?.http?.MaxRequestsPerConnection,
      }))(
        Object.fromEntries(
          Object.entries(cluster.Endpoints || {}).map(([address, endpoint]) => [address, endpoint?.Weight])
        )
      )
    )
  ),

) => pipy({
  _balancer: null,
  _endpoint: null,
  _path: '',

  // What keeps an endpoint's connection for this request alone; null if the client's connection does.
  _session: null,

  // `__isEgress` and `__cert` as they came, since a failover begins from these again.
  _origin: null,

  _retries: 0,
  _hasSwitched: false,
})

.import({
  __port: 'outbound',
  __cert: 'outbound',
  __isHTTP2: 'outbound',
  __isEgress: 'outbound',
  __route: 'outbound-http-routing',
  __service: 'outbound-http-routing',
  __cluster: 'outbound-http-routing',
  __target: 'connect-tcp',
  __metricLabel: 'connect-tcp',
  __egressRule: 'connect-upstream',
})

.pipeline()
.onStart(
  () => void (
    _balancer = __cluster ? balancers.get(__cluster) : null,
    _session = (__isHTTP2 ? isPerRequest.http2 : isPerRequest.http1) ? {} : null,
    _origin = _origin || { isEgress: __isEgress, cert: __cert },
    _retries = 0,
    _hasSwitched = false
  )
)
// The upstream connection lives on in this context; what the request held must not.
.onEnd(
  () => void (_session = null)
)
.branch(
  () => !_balancer, (
    $ => $.chain()
  ),

  // A request is written to an HTTP/1 connection as a whole anyway. Q24 (fixed): when it comes here as a
  // whole too, its target is chosen and dialed in one go and nobody can change it in between.
  () => !__isHTTP2, (
    $ => $.replaceMessage(msg => msg).link('balance')
  ),
  (
    $ => $.link('balance')
  )
)

.pipeline('balance')
.handleMessageStart(
  msg => (
    _path = msg.head.path,
    _endpoint = _balancer.primary.next(_session)
  )
)
.branch(
  () => !_endpoint, (
    $ => $.chain()
  ),

  // A retry goes to the same endpoint, after a delay that doubles each time.
  () => Boolean(_balancer.retry), (
    $ => $
      .replay({
        delay: () => _balancer.retry.baseDelay * Math.min(10, Math.pow(2, _retries - 1)),
      })
      .to(
        $ => $
          .link('request')
          .replaceMessageStart(
            msg => (
              !_balancer.retry.isRetried(msg.head?.status) ? (
                _retries > 0 && _balancer.counters.successes.increase(),
                msg
              ) : _retries < _balancer.retry.limit ? (
                _retries++,
                _balancer.counters.retries.increase(),
                _balancer.counters.backoffs.increase(),
                new StreamEnd('Replay')
              ) : (
                _balancer.counters.limitExceeded.increase(),
                msg
              )
            )
          )
      )
  ),

  // A failed request is sent once more, to an endpoint that only serves for this.
  () => Boolean(_balancer.failover), (
    $ => $
      .replay()
      .to(
        $ => $
          .link('request')
          .replaceMessageStart(
            msg => !_hasSwitched && utils.hasFailed(msg.head) ? (
              _hasSwitched = true,
              _endpoint = _balancer.failover.next(),
              new StreamEnd('Replay')
            ) : msg
          )
      )
  ),

  (
    $ => $.link('request')
  )
)

.pipeline('request')
.handleMessageStart(
  msg => (
    (endpoint => (
//# if fsm
      __target = endpoint?.ViaGateway || _endpoint.id,
      __isEgress = _origin.isEgress || Boolean(endpoint?.Path || endpoint?.ViaGateway),
      endpoint?.ViaGateway && (
        msg.head.headers['fgw-forwarded-host'] = msg.head.headers.host,
        msg.head.headers['fgw-forwarded-target'] = _endpoint.id,
        msg.head.headers['fgw-forwarded-service'] = (__service?.name || '').split('.')[0]
      ),
//# else
      __target = _endpoint.id,
      __isEgress = _origin.isEgress || Boolean(endpoint?.Path),
//# endif
      // Q23 (fixed): the prefix is that of the endpoint at hand, also after a failover.
      msg.head.path = (endpoint?.Path || '') + _path,
      __cert = _origin.cert || utils.clientCertificate(__cluster.SourceCert, config.Certificate),
      // Q9 (fixed): the rule is read where the controller writes it, with the service.
      __egressRule = __service?.EgressForwardGateway,
      __metricLabel = __cluster.name
    ))(_balancer.endpoints[_endpoint.id]),
    isDebug && console.log(
      'outbound-http # port/service/route/cluster/egress/cert :',
      __port?.Port, __service?.name, __route?.Path, __cluster.name, __isEgress, Boolean(__cert)
    )
  )
)

// Q16 (fixed): each HTTP version has its own pool, so a connection never speaks the wrong one.
.branch(
  () => __isHTTP2, (
    $ => $
      .muxHTTP(() => _endpoint, () => ({ version: 2, maxMessages: _balancer.maxMessages }))
      .to($ => $.use('connect-upstream.js'))
  ),
  (
    $ => $
      .muxHTTP(() => _endpoint, () => ({ version: 1, maxMessages: _balancer.maxMessages }))
      .to($ => $.use('connect-upstream.js'))
  )
)

)()
