package org.improvedgan.sampler.grpc;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;

/** A client of Sample that reads one message, and then only what it is told to ask for. */
final class Reader implements ClientResponseObserver<SampleRequest, SampleResponse> {

  private final CompletableFuture<Status.Code> end = new CompletableFuture<>();
  private final AtomicInteger images = new AtomicInteger();
  private final List<Long> firstIndices = Collections.synchronizedList(new ArrayList<>());
  private ClientCallStreamObserver<SampleRequest> call;

  /** How the call ended. */
  CompletableFuture<Status.Code> end() {
    return end;
  }

  /** Images received. */
  int images() {
    return images.get();
  }

  /** The first index of each message. */
  List<Long> firstIndices() {
    return firstIndices;
  }

  void read(int messages) {
    call.request(messages);
  }

  void readAll() {
    call.request(Integer.MAX_VALUE - 1);
  }

  void cancel() {
    call.cancel("enough", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SampleRequest> request) {
    call = request;
    request.disableAutoRequestWithInitial(1);
  }

  @Override
  public void onNext(SampleResponse response) {
    firstIndices.add(response.getFirstIndex());
    images.addAndGet(response.getCount());
  }

  @Override
  public void onError(Throwable failure) {
    end.complete(Status.fromThrowable(failure).getCode());
  }

  @Override
  public void onCompleted() {
    end.complete(Status.Code.OK);
  }
}
