/** Games of two players with one number each, in which gradient descent fails and historical averaging does not. */
package org.improvedgan.gan.games;
