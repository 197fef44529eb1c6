package org.improvedgan.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Where services send their traces: OTLP over gRPC, as far as a test wants to know of it. The numbers of fields are
 * those of opentelemetry/proto/trace/v1/trace.proto, so that its generated classes are not needed.
 */
final class TraceCollector implements AutoCloseable {

  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final Server server;

  /**
   * A span.
   *
   * @param service which sent it
   * @param links ids of the traces that it has links to, once for each link
   * @param attributes those that are texts
   */
  record Span(String service, String name, String traceId, List<String> links, Map<String, String> attributes) {
  }

  private TraceCollector() throws IOException {
    // A message without fields of its own keeps all that it gets.
    Marshaller<Empty> message = ProtoUtils.marshaller(Empty.getDefaultInstance());
    MethodDescriptor<Empty, Empty> export = MethodDescriptor.newBuilder(message, message)
        .setType(MethodType.UNARY).setFullMethodName(SERVICE + "/Export").build();
    server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
        .addService(ServerServiceDefinition.builder(SERVICE)
            .addMethod(export, ServerCalls.asyncUnaryCall((request, response) -> {
              take(request.getUnknownFields());
              response.onNext(Empty.getDefaultInstance());
              response.onCompleted();
            })).build())
        .build().start();
  }

  static TraceCollector start() throws IOException {
    return new TraceCollector();
  }

  /** What makes services send their traces here, soon. */
  List<String> environment() {
    return List.of("QUARKUS_OTEL_SDK_DISABLED=false", "QUARKUS_OTEL_BSP_SCHEDULE_DELAY=200ms",
        "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" + server.getPort());
  }

  /** All spans that came so far. */
  List<Span> spans() {
    return spans;
  }

  /** The spans of this name. */
  List<Span> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  /** The spans of a trace. */
  List<Span> trace(String traceId) {
    return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private void take(UnknownFieldSet request) {
    for (UnknownFieldSet resourceSpans : messages(request, 1)) {
      String service = messages(resourceSpans, 1).stream().map(resource -> attributes(resource, 1))
          .map(attributes -> attributes.getOrDefault("service.name", "")).findFirst().orElse("");
      for (UnknownFieldSet scopeSpans : messages(resourceSpans, 2)) {
        messages(scopeSpans, 2).forEach(span -> spans.add(new Span(service,
            bytes(span, 5).toStringUtf8(), hex(bytes(span, 1)),
            messages(span, 13).stream().map(link -> hex(bytes(link, 1))).toList(), attributes(span, 9))));
      }
    }
  }

  private static Map<String, String> attributes(UnknownFieldSet message, int field) {
    return messages(message, field).stream().collect(Collectors.toMap(pair -> bytes(pair, 1).toStringUtf8(),
        pair -> messages(pair, 2).stream().map(value -> bytes(value, 1).toStringUtf8()).findFirst().orElse("")));
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream().map(TraceCollector::parse).toList();
  }

  private static ByteString bytes(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream().findFirst().orElse(ByteString.EMPTY);
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
