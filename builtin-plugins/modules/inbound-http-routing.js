/*
 * Splits an inbound connection into requests and finds the route, service and cluster of each.
 *
 * Chain: inbound-http [170]. Bytes come in, messages go on.
 * Imports the variables of `inbound`, of which it sets `__isHTTP2` and `__isIngress` per request.
 * Exports of `inbound-http-routing`: `__route`, the matched rule; `__service`, the rules it belongs
 * to, with their name; `__cluster`, the cluster chosen for it, with its name. All are null for a
 * request that no rule matches.
 */
((
  utils = pipy.solve('utils.js'),

  findService = utils.serviceFinder(
    rule => rule.AllowedServices,
    rule => ({ balancer: new algo.RoundRobinLoadBalancer(rule.TargetClusters) })
  ),

) => pipy({
  _isHTTP2Client: false,
})

.import({
  __port: 'inbound',
  __protocol: 'inbound',
  __isHTTP2: 'inbound',
  __isIngress: 'inbound',
})

.export('inbound-http-routing', {
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
        _isHTTP2Client && __protocol === 'http' && msg.head.headers?.['content-type'] === 'application/grpc' && (
          __isHTTP2 = true
        ),
        __isIngress = Boolean(utils.sourceRange(__port, __inbound.remoteAddress || '127.0.0.1')),
        (found => (
          // Q25 (kept): the caller is who it says it is; mutual TLS does not vouch for the name.
          (route => route && (
            __route = route.rule,
            __service = found.service,
            __cluster = utils.inboundCluster(route.balancer.next()?.id)
          ))(found?.findRoute?.(msg.head, msg.head.headers?.serviceidentity))
        ))(findService(__port, __isIngress ? '*' : msg.head.headers?.host))
      )
    )
    .chain()
)

)()
