package org.improvedgan.sampler.access;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/** What is set on the gRPC server beside Quarkus's own settings: the check of requests, and the count of bytes. */
@Singleton
public class GrpcServerSetup implements ServerBuilderCustomizer<VertxServerBuilder> {

  private final AccessMetrics metrics;

  GrpcServerSetup(AccessMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void customize(GrpcServerConfiguration config, VertxServerBuilder server) {
    server.setBinaryLog(new RequestCheck(metrics));
    server.addStreamTracerFactory(new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new ServerStreamTracer() {
          @Override
          public void outboundWireSize(long bytes) {
            metrics.sentByGrpc(bytes);
          }
        };
      }
    });
  }
}
