/** The players' losses. */
package org.improvedgan.gan.losses;
