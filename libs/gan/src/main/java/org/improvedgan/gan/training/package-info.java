/** One training iteration, the data and randomness that feed it, and the state that it changes. */
package org.improvedgan.gan.training;
