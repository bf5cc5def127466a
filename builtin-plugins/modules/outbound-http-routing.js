/*
 * Splits an outbound connection into requests and finds the route, service and cluster of each.
 *
 * Chain: outbound-http [160]. Bytes come in, messages go on. A request whose cluster fails is sent
 * through the rest of the chain once more, with a failover cluster of the rule.
 * Imports `__port`, `__protocol` and `__isHTTP2`; it sets the last one per request.
 * Exports of `outbound-http-routing`: `__route`, the matched rule; `__service`, the rules it belongs
 * to, with their name; `__cluster`, the cluster chosen for it, with its name. All are null for a
 * request that no rule matches.
 */
((
  utils = pipy.solve('utils.js'),

  // Outbound rules are for every caller.
  findService = utils.serviceFinder(
    () => null,
    rule => ({
      balancer: new algo.RoundRobinLoadBalancer(utils.shuffle(rule.TargetClusters)),
      failover: utils.failover(rule.TargetClusters),
    })
  ),

//# if fsm
  config = pipy.solve('config.js'),
  serviceIdentity = () => config.Spec?.ServiceIdentity || '',

  // With this feature an unknown host stands for the first one of the match.
  hasDefaultRoute = Boolean(config.Spec?.FeatureFlags?.EnableAutoDefaultRoute),
  findDefault = (match, head) => (
    (found => (
      found && (head.headers.host = found.service.name),
      found
    ))(findService(match, Object.keys(match?.HttpHostPort2Service || {})[0]))
  ),
  findTarget = (match, head) => (
    findService(match, head.headers.host) || (hasDefaultRoute ? findDefault(match, head) : null)
  ),

  // Each request chooses a cluster of its own.
  chooseCluster = route => utils.outboundCluster(route.balancer.next({})?.id),
//# else
  serviceIdentity = service => service.ServiceIdentity || '',
  findTarget = (match, head) => findService(match, head.headers.host),

  // One connection of a client stays with one cluster.
  chooseCluster = route => utils.outboundCluster(route.balancer.next()?.id),
//# endif

) => pipy({
  _isHTTP2Client: false,
  _head: null,
  _path: '',
  _failover: null,
})

.import({
  __port: 'outbound',
  __protocol: 'outbound',
  __isHTTP2: 'outbound',
})

.export('outbound-http-routing', {
  __route: null,
  __service: null,
  __cluster: null,
})

.pipeline()
.detectProtocol(
  protocol => _isHTTP2Client = protocol === 'HTTP2'
)
.demuxHTTP().to(
  $ => $
    .handleMessageStart(
      msg => (
        _head = msg.head,
        _head.headers || (_head.headers = {}),
        _isHTTP2Client && __protocol === 'http' && _head.headers['content-type'] === 'application/grpc' && (
          __isHTTP2 = true
        ),
        (found => (
          (route => route && (
            __route = route.rule,
            __service = found.service,
            __cluster = chooseCluster(route),
            _head.headers.serviceidentity = serviceIdentity(__service),
            _failover = route.failover?.next?.()?.id,
            _path = _head.path
          ))(found?.findRoute?.(_head))
        ))(findTarget(__port, _head))
      )
    )
    .branch(
      // Q17 (fixed): the response is judged by its head, so it is never held back.
      () => Boolean(_failover), (
        $ => $
          .replay()
          .to(
            $ => $
              .chain()
              .replaceMessageStart(
                msg => _failover && utils.hasFailed(msg.head) ? (
                  __cluster = utils.outboundCluster(_failover),
                  _failover = null,
                  _head.path = _path,
                  new StreamEnd('Replay')
                ) : msg
              )
          )
      ),
      (
        $ => $.chain()
      )
    )
)

)()
