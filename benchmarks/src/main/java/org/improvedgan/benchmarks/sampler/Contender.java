package org.improvedgan.benchmarks.sampler;

import io.grpc.MethodDescriptor;
import org.improvedgan.benchmarks.process.Server;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;

/**
 * A server that takes part.
 *
 * @param server its process
 * @param client connected to it
 * @param one the method for calls of one image
 */
record Contender(Server server, Client client, MethodDescriptor<SampleRequest, SampleResponse> one)
    implements AutoCloseable {

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
