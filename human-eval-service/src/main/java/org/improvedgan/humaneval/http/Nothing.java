package org.improvedgan.humaneval.http;

/** The body of requests that say everything by their address: {@code {}}, or none. Anything else is a mistake. */
public record Nothing() {
}
