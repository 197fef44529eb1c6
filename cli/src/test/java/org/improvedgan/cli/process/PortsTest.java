package org.improvedgan.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

  private final List<String> said = new ArrayList<>();

  @Test
  void theWantedPortIsTakenInSilence() {
    assertThat(new Ports(port -> true, said::add).take("the sampler", 8080)).isEqualTo(8080);
    assertThat(said).isEmpty();
  }

  @Test
  void theNextFreePortReplacesATakenOne() {
    Ports ports = new Ports(port -> port >= 8082, said::add);
    assertThat(ports.take("the sampler", 8080)).isEqualTo(8082);
    assertThat(said).containsExactly("Port 8080 is taken: the sampler uses 8082.");
  }

  @Test
  void noPortIsGivenTwice() {
    Ports ports = new Ports(port -> port >= 8081, said::add);
    assertThat(ports.take("the sampler", 8080)).isEqualTo(8081);
    assertThat(ports.take("the trainer", 8081)).isEqualTo(8082);
  }

  @Test
  void withoutAFreePortItSaysFromWhereItSearched() {
    assertThatThrownBy(() -> new Ports(port -> false, said::add).take("the sampler", 65_000))
        .hasMessage("No port from 65000 to 65535 is free for the sampler.");
  }

  @Test
  void aPortWithAServerIsNotFree() throws IOException {
    try (ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket everywhere = new ServerSocket(0)) {
      assertThat(Ports.isFree(loopback.getLocalPort())).isFalse();
      assertThat(Ports.isFree(everywhere.getLocalPort())).isFalse();
    }
  }
}
