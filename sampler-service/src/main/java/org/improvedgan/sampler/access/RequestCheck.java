package org.improvedgan.sampler.access;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.BinaryLog;
import io.grpc.Channel;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.improvedgan.sampler.access.AccessMetrics.Reason;

/**
 * Answers INVALID_ARGUMENT to bytes that are no request: a text that is not UTF-8, a message that is cut off, none, or
 * two where one is due. By itself gRPC reports these as failures of the server, and no interceptor sees them, because
 * they fail before the first one; a {@link BinaryLog} is the one place that reaches every method of every service.
 */
final class RequestCheck extends BinaryLog {

  private final AccessMetrics metrics;
  private final Map<MethodDescriptor<?, ?>, MethodDescriptor<?, ?>> lenient = new ConcurrentHashMap<>();

  RequestCheck(AccessMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public <Q, R> ServerMethodDefinition<?, ?> wrapMethodDefinition(ServerMethodDefinition<Q, R> method) {
    ServerCallHandler<Q, R> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(lenient(method.getMethodDescriptor()),
        (call, headers) -> new Checked<>(call, handler.startCall(call, headers)));
  }

  /** One for each method, not for each call: interceptors, such as those that measure, keep what they know by it. */
  @SuppressWarnings("unchecked") // Its messages are those of the method that it is kept by.
  private <Q, R> MethodDescriptor<Q, R> lenient(MethodDescriptor<Q, R> method) {
    return (MethodDescriptor<Q, R>) lenient.computeIfAbsent(method, strict -> method
        .toBuilder(new Lenient<>(method.getRequestMarshaller()), method.getResponseMarshaller()).build());
  }

  @Override
  public Channel wrapChannel(Channel channel) {
    return channel;
  }

  @Override
  public void close() {
  }

  /** Reads null where there is no message, since what is thrown here could not be answered. */
  private record Lenient<T>(Marshaller<T> strict) implements Marshaller<T> {

    @Override
    public InputStream stream(T message) {
      return strict.stream(message);
    }

    @Override
    public T parse(InputStream bytes) {
      try {
        return strict.parse(bytes);
      } catch (StatusRuntimeException e) {
        if (e.getCause() instanceof InvalidProtocolBufferException) {
          return null;
        }
        throw e;
      }
    }
  }

  private final class Checked<Q, R> extends ForwardingServerCallListener<Q> {
    private final ServerCall<Q, R> call;
    private final ServerCall.Listener<Q> listener;
    private int messages;
    private boolean refused;

    private Checked(ServerCall<Q, R> call, ServerCall.Listener<Q> listener) {
      this.call = call;
      this.listener = listener;
    }

    @Override
    protected ServerCall.Listener<Q> delegate() {
      return listener;
    }

    @Override
    public void onMessage(Q message) {
      messages++;
      if (message == null) {
        refuse("its bytes are cut off, or a text in it is not UTF-8");
      } else if (messages > 1 && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
        refuse("it must be one message, and more came");
      } else if (!refused) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (messages == 0 && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
        refuse("it must be one message, and none came");
      }
      if (!refused) {
        super.onHalfClose();
      }
    }

    private void refuse(String why) {
      if (!refused) {
        refused = true;
        metrics.refused(Reason.MALFORMED);
        call.close(Status.INVALID_ARGUMENT.withDescription("This is no request for "
            + call.getMethodDescriptor().getFullMethodName() + ": " + why + "."), new Metadata());
      }
    }
  }
}
