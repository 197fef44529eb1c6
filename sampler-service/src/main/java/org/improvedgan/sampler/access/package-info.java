/** Who may call the sampler and how much at once, for gRPC and HTTP alike; everything is off unless configured. */
package org.improvedgan.sampler.access;
