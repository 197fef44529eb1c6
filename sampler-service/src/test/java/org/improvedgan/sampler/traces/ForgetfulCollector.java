package org.improvedgan.sampler.traces;

import com.google.protobuf.Empty;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sampler with traces, and a collector of them (OTLP over gRPC) that never answers the first that it gets. */
public final class ForgetfulCollector implements QuarkusTestResourceLifecycleManager {

  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";
  private final List<String> exports = new CopyOnWriteArrayList<>();
  private Server server;

  /** What came so far, first to last, each in hexadecimal digits. */
  List<String> exports() {
    return exports;
  }

  @Override
  public Map<String, String> start() {
    // A message without fields of its own keeps all that it gets.
    Marshaller<Empty> message = ProtoUtils.marshaller(Empty.getDefaultInstance());
    MethodDescriptor<Empty, Empty> export = MethodDescriptor.newBuilder(message, message)
        .setType(MethodType.UNARY).setFullMethodName(SERVICE + "/Export").build();
    try {
      server = ServerBuilder.forPort(0).addService(ServerServiceDefinition.builder(SERVICE)
          .addMethod(export, ServerCalls.asyncUnaryCall((request, response) -> {
            exports.add(HexFormat.of().formatHex(request.toByteArray()));
            if (exports.size() > 1) {
              response.onNext(Empty.getDefaultInstance());
              response.onCompleted();
            }
          })).build()).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of("quarkus.otel.sdk.disabled", "false", "quarkus.otel.bsp.schedule.delay", "200ms",
        "quarkus.otel.exporter.otlp.endpoint", "http://localhost:" + server.getPort());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(ForgetfulCollector.class));
  }

  @Override
  public void stop() {
    server.shutdownNow();
  }
}
