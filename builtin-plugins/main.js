/*
 * The root script of the sidecar: it opens the listeners and hands each to the script that serves it.
 */
((
  config = pipy.solve('config.js'),

  hasInbound = Boolean(config.Inbound?.TrafficMatches),
  hasOutbound = Boolean(config.Outbound || config.Spec?.Traffic?.EnableEgress),
//# if fsm
  hasDNS = Boolean(config.Spec?.LocalDNSProxy),
//# else
  hasDNS = Boolean(os.env.LOCAL_DNS_PROXY),
//# endif

  // Transparent listeners know the destination that a connection had before it was redirected.
  timeout = config.Spec?.SidecarTimeout > 0 ? config.Spec.SidecarTimeout : 0,
  redirected = {
    transparent: true,
    readTimeout: timeout,
    writeTimeout: timeout,
    idleTimeout: timeout,
  },

  probePort = probes => probes?.[0]?.httpGet?.port,

) => pipy()

// The first event of a redirected connection is empty data. It starts the pipelines at once, which
// protocols need in which the server speaks first.
.branch(
  hasInbound, (
    $ => $
      .listen(15003, redirected)
      .onStart(() => new Data)
      .use('modules/inbound-main.js')
  )
)
.branch(
  hasOutbound, (
    $ => $
      .listen(15001, redirected)
      .onStart(() => new Data)
      .use('modules/outbound-main.js')
  )
)

.branch(
  probePort(config.Spec?.Probes?.LivenessProbes) === 15901, (
    $ => $.listen(15901).use('probes.js', 'liveness')
  )
)
.branch(
  probePort(config.Spec?.Probes?.ReadinessProbes) === 15902, (
    $ => $.listen(15902).use('probes.js', 'readiness')
  )
)
.branch(
  probePort(config.Spec?.Probes?.StartupProbes) === 15903, (
    $ => $.listen(15903).use('probes.js', 'startup')
  )
)

.branch(
  hasDNS, (
    $ => $.listen('127.0.0.153:5300', { protocol: 'udp' }).use('dns-main.js')
  )
)

.listen(15010)
.use('stats.js', 'prometheus')

.listen('[::]:15000')
.use('stats.js', 'admin')

)()
