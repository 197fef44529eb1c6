package org.improvedgan.humaneval.limit;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What counts as one client: an IPv4 address, or the network of an IPv6 address (64 bits), which one household owns.
 */
final class ClientAddress {
  private static final int NETWORK_BYTES = 8;

  private ClientAddress() {
  }

  static String of(SocketAddress remote) {
    if (remote == null) {
      return "unknown";
    }
    var text = remote.hostAddress() == null ? String.valueOf(remote.host()) : remote.hostAddress();
    var bytes = NetUtil.createByteArrayFromIpAddressString(text);
    return bytes == null || bytes.length <= NETWORK_BYTES ? text
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
  }
}
