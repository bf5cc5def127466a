/*
 * Terminates mesh TLS and holds clients to the principals that their address range demands.
 *
 * Chains: inbound-http [180], inbound-tcp [130]. Ciphertext comes in, plaintext goes on.
 * Imports `__port` and `__protocol` of the connection. Exports nothing.
 */
((
  config = pipy.solve('config.js'),
  utils = pipy.solve('utils.js'),

  mesh = config.Certificate,
  certificate = mesh?.CertChain ? {
    // Q22 (fixed): the whole chain is served.
    cert: new crypto.CertificateChain(mesh.CertChain),
    key: new crypto.PrivateKey(mesh.PrivateKey),
  } : null,

  // Q13 (kept): a client without a certificate of the mesh is refused even if its principal is not asked for.
  principalsOf = policy => (
    policy?.mTLS && !policy.SkipClientCertValidation ? policy.AuthenticatedPrincipals : null
  ),

  hasPrincipal = (cert, principals) => (
    [cert.subject?.commonName, ...(cert.subjectAltNames || [])].some(
      name => name && principals.includes(name)
    )
  ),

) => pipy({
  _isTLS: false,
  _principals: null,
  _isAllowed: true,
  _isSecured: false,
})

.import({
  __port: 'inbound',
  __protocol: 'inbound',
})

.pipeline()
.onStart(
  () => void (
    certificate && __port && (
      (range => (
        _isTLS = !range || Boolean(range.spec?.mTLS),
        _principals = principalsOf(range?.spec) || null,
        _isAllowed = !_principals
      ))(utils.sourceRange(__port, __inbound.remoteAddress || '127.0.0.1'))
    )
  )
)
.branch(
  () => _isTLS, (
    $ => $
      .acceptTLS({
        certificate: () => certificate,
        trusted: mesh?.IssuingCA ? [new crypto.Certificate(mesh.IssuingCA)] : [],
        verify: (ok, cert) => (
          _principals && (_isAllowed = hasPrincipal(cert, _principals)),
          ok && (_isAllowed || __protocol === 'http')
        ),
        handshake: () => void (_isSecured = true),
      })
      .to($ => $.link('secured'))
  ),
  (
    $ => $.chain()
  )
)

// Q14 (fixed): until the handshake is done no condition holds, which keeps back the empty data that
// would open the upstream connection. The end of the handshake brings more of it.
.pipeline('secured')
.branch(
  () => _isSecured && _isAllowed, (
    $ => $.chain()
  ),
  () => _isSecured && __protocol === 'http', (
    $ => $.demuxHTTP().to(
      $ => $.replaceData().replaceMessage(() => new Message({ status: 403 }, 'Access denied'))
    )
  ),
  () => _isSecured, (
    $ => $.replaceStreamStart(() => new StreamEnd('ConnectionReset'))
  )
)

)()
