/*
 * Connects to `__target` outside of this pod: by TLS, through an egress gateway, or directly.
 *
 * Used by the outbound load balancers; takes and gives plaintext.
 * Imports `__cert` and `__isEgress` of the connection and the `__target` that the load balancer chose.
 * Exports of `connect-upstream`: `__egressRule`, the forward rule that egress traffic goes by; the rule
 * for all if it is null. The load balancers set it.
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

  // The rule `*` stands for all that have no entry of their own.
  matches = config.Forward?.ForwardMatches || {},
  rules = new algo.Cache(
    rule => new algo.RoundRobinLoadBalancer(matches[rule] || matches['*'] || {})
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
  __cert: 'outbound',
  __isEgress: 'outbound',
  __target: 'connect-tcp',
})

.export('connect-upstream', {
  __egressRule: null,
})

.pipeline()
.onStart(
  () => void (
    _destination = __target,
    _gateway = __isEgress && config.Forward ? chooseGateway(__egressRule || '*') : null
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
