package org.improvedgan.kafka.local;

/**
 * A further port of the broker for clients that reach it through something else, such as a tunnel or a proxy: they are
 * told to come back the same way, by the other end of it.
 *
 * @param name of the listener, upper-case letters, digits and underscores
 * @param port where the broker listens
 * @param advertisedPort where its clients connect to
 */
public record Detour(String name, int port, int advertisedPort) {
}
