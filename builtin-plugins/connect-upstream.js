/*
 * Connects to `__target` outside of this pod: by TLS, through an egress gateway, or directly.
 *
 * Used by the outbound load balancers; takes and gives plaintext.
 * Imports `__port`, `__cert` and `__isEgress` of the connection, `__service` of the request and
 * the `__target` that the load balancer chose.
 */
((
  config = pipy.solve('config.js'),

  hasMeshCertificate = Boolean(config.Certificate?.CertChain),

  // A gateway without endpoints is none.
  compileGateway = gateway => (
    Object.keys(gateway?.Endpoints || {}).length > 0 ? {
      isTunnel: !gateway.Mode || gateway.Mode === 'http2tunnel',
      balancer: new algo.RoundRobinLoadBalancer(
        Object.fromEntries(
          Object.entries(gateway.Endpoints).map(([address, endpoint]) => [address, endpoint?.Weight || 100])
        )
      ),
    } : null
  ),

  gateways = new algo.Cache(
    name => compileGateway(config.Forward?.EgressGateways?.[name])
  ),

  rules = new algo.Cache(
    rule => new algo.RoundRobinLoadBalancer(config.Forward?.ForwardMatches?.[rule] || {})
  ),

  // The gateway for a rule as {isTunnel, address}, or null.
  chooseGateway = rule => (
    (gateway => (
      (address => address ? { isTunnel: gateway.isTunnel, address } : null)(gateway?.balancer?.next?.()?.id)
    ))(
      gateways.get(rules.get(rule).next()?.id)
    )
  ),

) => pipy({
  _gateway: null,
  _destination: null,
})

.import({
  __port: 'outbound',
  __cert: 'outbound',
  __isEgress: 'outbound',
  __service: 'outbound-http-routing',
  __target: 'connect-tcp',
})

.pipeline()
.onStart(
  () => void (
    _destination = __target,
    // Q9 (fixed): the rule is named by the service or by the tcp rules, as the controller writes it.
    _gateway = __isEgress && config.Forward ? chooseGateway(
      __service?.EgressForwardGateway || __port?.TcpServiceRouteRules?.EgressForwardGateway || '*'
    ) : null
  )
)
.branch(
  () => Boolean(__cert) || (hasMeshCertificate && !__isEgress), (
    $ => $.use('connect-tls.js')
  ),

  // The tunnel runs in a context of its own, so that the gateway's address stays there.
  () => Boolean(_gateway?.isTunnel), (
    $ => $
      .connectHTTPTunnel(
        () => new Message({ method: 'CONNECT', path: _destination })
      )
      .to(
        $ => $
          .onStart(() => void (__target = _gateway.address))
          .muxHTTP(() => _destination, { version: 2 })
          .to($ => $.use('connect-tcp.js'))
      )
  ),

  () => Boolean(_gateway), (
    $ => $
      .connectSOCKS(() => _destination)
      .to(
        $ => $
          .onStart(() => void (__target = _gateway.address))
          .use('connect-tcp.js')
      )
  ),

  (
    $ => $.use('connect-tcp.js')
  )
)

)()
