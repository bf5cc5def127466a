/*
 * Relays the kubelet's probes to the application, whose own ports are redirected.
 *
 * Pipelines `liveness`, `readiness` and `startup`, used by main.js; bytes. Each reads the first
 * probe of its kind, whose headers say where the application was to be probed originally.
 */
((
  config = pipy.solve('config.js'),

  httpMatches = (
    Object.entries(config.Inbound?.TrafficMatches || {}).filter(entry => entry[1]?.Protocol === 'http')
  ),

  // The first http port, unless a later one has no source ranges.
  guessedPort = httpMatches.reduce(
    (port, entry, i) => i === 0 || !entry[1].SourceIPRanges ? entry[0] : port, ''
  ),

  guess = scheme => (
    guessedPort ? '127.0.0.1:' + guessedPort :
    scheme === 'HTTP' ? '127.0.0.1:80' :
    scheme === 'HTTPS' ? '127.0.0.1:443' : ''
  ),

  header = (probe, name) => (
    (probe.httpHeaders || []).find(header => header.name === name)?.value
  ),

  compile = probes => (
    ((probe, tcpPort) => ({
      isHTTP: probe.scheme === 'HTTP' && !tcpPort,
      path: header(probe, 'Original-Http-Path') || '/',
      target: (
        tcpPort ? '127.0.0.1:15904' :
        header(probe, 'Original-Http-Port') ? '127.0.0.1:' + header(probe, 'Original-Http-Port') :
        guess(probe.scheme)
      ),
    }))(
      probes?.[0]?.httpGet || {},
      header(probes?.[0]?.httpGet || {}, 'Original-Tcp-Port')
    )
  ),

  liveness = compile(config.Spec?.Probes?.LivenessProbes),
  readiness = compile(config.Spec?.Probes?.ReadinessProbes),
  startup = compile(config.Spec?.Probes?.StartupProbes),

) => pipy({
  _probe: null,
})

.pipeline('liveness')
.onStart(() => void (_probe = liveness))
.link('relay')

.pipeline('readiness')
.onStart(() => void (_probe = readiness))
.link('relay')

.pipeline('startup')
.onStart(() => void (_probe = startup))
.link('relay')

.pipeline('relay')
.branch(
  () => _probe.isHTTP, (
    $ => $
      .demuxHTTP().to(
        $ => $
          .handleMessageStart(msg => msg.head.path = _probe.path)
          .muxHTTP(() => _probe.target).to(
            $ => $.connect(() => _probe.target)
          )
      )
  ),
  () => Boolean(_probe.target), (
    $ => $.connect(() => _probe.target)
  ),
  (
    $ => $.replaceStreamStart(() => new StreamEnd('ConnectionReset'))
  )
)

)()
