/*
 * Opens a TLS connection to `__target`.
 *
 * Used by connect-upstream.js; takes and gives plaintext. Only the chain of the peer's certificate
 * is verified; there is no server name and no check of host names.
 * Imports `__cert`, the client certificate to show; the mesh certificate serves if it is null.
 */
((
  config = pipy.solve('config.js'),

  matches = Object.values(config.Outbound?.TrafficMatches || {}).flatMap(list => list),

  sources = [
    ...matches.flatMap(match => Object.values(match.DestinationIPRanges || {})),
    ...Object.values(config.Outbound?.ClustersConfigs || {}),
  ],

  authorities = [
    config.Certificate?.IssuingCA,
    ...sources.map(source => source?.SourceCert?.IssuingCA),
  ],

  trusted = (
    authorities
      .filter((pem, i) => pem && authorities.indexOf(pem) === i)
      .map(pem => new crypto.Certificate(pem))
  ),

  clientCertificates = new algo.Cache(
    certificate => ({
      cert: new crypto.CertificateChain(certificate.CertChain),
      key: new crypto.PrivateKey(certificate.PrivateKey),
    })
  ),

) => pipy()

.import({
  __cert: 'outbound',
})

.pipeline()
.connectTLS({
  certificate: () => clientCertificates.get(__cert || config.Certificate),
  trusted,
}).to(
  $ => $.use('connect-tcp.js')
)

)()
