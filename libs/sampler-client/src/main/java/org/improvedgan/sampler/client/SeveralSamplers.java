package org.improvedgan.sampler.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Lets a channel have several samplers, {@code HOST:PORT,HOST:PORT}, which grpc-java has no name for by itself. */
final class SeveralSamplers extends NameResolverProvider {

  private static final String SCHEME = "samplers";

  /** @throws IllegalArgumentException that says in one sentence which address is none */
  static String target(String addresses) {
    for (String address : addresses.split(",")) {
      parse(address);
    }
    try {
      return new URI(SCHEME, "", "/" + addresses.replace(" ", ""), null).toString();
    } catch (URISyntaxException e) {
      throw noAddress(addresses);
    }
  }

  private static URI parse(String address) {
    try {
      URI uri = new URI("//" + address.strip()).parseServerAuthority();
      if (uri.getHost() != null && uri.getPort() > 0) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Answered below.
    }
    throw noAddress(address);
  }

  private static IllegalArgumentException noAddress(String address) {
    return new IllegalArgumentException(
        "\"" + address.strip() + "\" is no address of a sampler: write HOST:PORT, and a comma between several.");
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return Set.of(InetSocketAddress.class);
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    List<URI> samplers = Stream.of(target.getPath().substring(1).split(","))
        .map(SeveralSamplers::parse).toList();
    return new Resolver(samplers, args.getOffloadExecutor());
  }

  private static final class Resolver extends NameResolver {
    private final List<URI> samplers;
    private final Executor executor;
    private Listener2 listener;

    Resolver(List<URI> samplers, Executor executor) {
      this.samplers = samplers;
      this.executor = executor;
    }

    /** Of the channel as a whole; each connection is checked against the name of its own sampler. */
    @Override
    public String getServiceAuthority() {
      return samplers.get(0).getAuthority();
    }

    @Override
    public void start(Listener2 told) {
      listener = told;
      refresh();
    }

    @Override
    public void refresh() {
      executor.execute(() -> listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(resolve()).build()));
    }

    private StatusOr<List<EquivalentAddressGroup>> resolve() {
      List<EquivalentAddressGroup> found = new ArrayList<>();
      String unknown = "";
      for (URI sampler : samplers) {
        Attributes own = Attributes.newBuilder()
            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, sampler.getAuthority()).build();
        try {
          for (InetAddress address : InetAddress.getAllByName(sampler.getHost())) {
            found.add(new EquivalentAddressGroup(new InetSocketAddress(address, sampler.getPort()), own));
          }
        } catch (UnknownHostException e) {
          unknown = sampler.getHost();
        }
      }
      return found.isEmpty() ? StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("Unknown host " + unknown + "."))
          : StatusOr.fromValue(found);
    }

    @Override
    public void shutdown() {
      // Nothing is kept.
    }
  }
}
