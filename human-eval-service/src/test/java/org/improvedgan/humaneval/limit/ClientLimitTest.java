package org.improvedgan.humaneval.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLimitTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // System.nanoTime may overflow at any moment
  private final ClientLimit limit = new ClientLimit(6, 3, now::get);

  @Test
  void aMinutesAllowanceMayBeUsedAtOnceAndComesBackEvenly() {
    for (var i = 0; i < 6; i++) {
      assertThat(limit.take("a")).isZero();
    }
    assertThat(limit.take("a")).isEqualTo(10);
    assertThat(limit.take("b")).as("another client").isZero();
    pass(4);
    assertThat(limit.take("a")).isEqualTo(6);
    pass(6);
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isEqualTo(10);
    pass(600);
    for (var i = 0; i < 6; i++) {
      assertThat(limit.take("a")).as("never more than one minute's").isZero();
    }
    assertThat(limit.take("a")).isEqualTo(10);
  }

  @Test
  void askingDoesNotCount() {
    for (var i = 0; i < 20; i++) {
      assertThat(limit.secondsToWait("a")).isZero();
    }
    assertThat(limit.clients()).isZero();
  }

  @Test
  void clientsNotSeenForLongestAreForgotten() {
    for (var i = 0; i < 1000; i++) {
      limit.take("client " + i);
    }
    assertThat(limit.clients()).isEqualTo(3);
  }

  @Test
  void zeroMeansNoLimit() {
    var none = new ClientLimit(0, 3, now::get);
    for (var i = 0; i < 1000; i++) {
      assertThat(none.take("a")).isZero();
    }
  }

  @Test
  void aHouseholdsAddressesAreOneClient() {
    assertThat(client("2001:db8:1:2::1")).isEqualTo(client("2001:db8:1:2:ffff::9"))
        .isNotEqualTo(client("2001:db8:1:3::1"));
    assertThat(client("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(client("192.0.2.2"));
    assertThat(client("no-address")).isEqualTo("no-address");
    assertThat(ClientAddress.of(null)).isEqualTo("unknown");
  }

  private static String client(String address) {
    return ClientAddress.of(SocketAddress.inetSocketAddress(80, address));
  }

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
