/*
 * Connects an outbound connection to an endpoint of its cluster, or to where it wanted to go itself.
 *
 * Chain: outbound-tcp [110]; bytes. It ends the chain if there is a target.
 * Imports `__port`, `__cert`, `__isEgress` and `__cluster`, of which it may set the last three, and
 * sets `__target` and `__metricLabel` of `connect-tcp` and `__egressRule` of `connect-upstream`.
 * Exports nothing.
 */
((
  config = pipy.solve('config.js'),
  utils = pipy.solve('utils.js'),

  isDebug = config.Spec?.SidecarLogLevel === 'debug',
  isEgressAllowed = Boolean(config.Spec?.Traffic?.EnableEgress),

  // An endpoint without a weight has the usual one of 100.
  balancers = new algo.Cache(
    cluster => new algo.RoundRobinLoadBalancer(
      utils.shuffle(
        Object.fromEntries(
          Object.entries(cluster.Endpoints || {}).map(([address, endpoint]) => [address, endpoint?.Weight || 100])
        )
      )
    )
  ),

) => pipy()

.import({
  __port: 'outbound',
  __cert: 'outbound',
  __isEgress: 'outbound',
  __cluster: 'outbound-tcp-routing',
  __target: 'connect-tcp',
  __metricLabel: 'connect-tcp',
  __egressRule: 'connect-upstream',
})

.pipeline()
.onStart(
  () => void (
    __target = __cluster ? balancers.get(__cluster).next()?.id : null,

    !__target && __inbound.destinationPort > 0
      && (isEgressAllowed || __port?.TcpServiceRouteRules?.AllowedEgressTraffic)
      && (
        __target = __inbound.destinationAddress + ':' + __inbound.destinationPort,
        __cluster = { name: __target },
        __isEgress = true
      ),

    // Q20 (fixed): a cluster that asks for the mesh certificate gets it.
    __cert = __cert || utils.clientCertificate(__cluster?.SourceCert, config.Certificate),
    // Q9 (fixed): the rule is read where the controller writes it, with the tcp rules.
    __egressRule = __port?.TcpServiceRouteRules?.EgressForwardGateway,
    __metricLabel = __cluster?.name,
    isDebug && console.log('outbound-tcp # port/cluster/egress :', __port?.Port, __cluster?.name, __isEgress)
  )
)
.branch(
  () => Boolean(__target), (
    $ => $.use('connect-upstream.js')
  ),
  (
    $ => $.chain()
  )
)

)()
