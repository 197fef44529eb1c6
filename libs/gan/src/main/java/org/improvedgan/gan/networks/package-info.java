/** Layers put together to generators and discriminators. */
package org.improvedgan.gan.networks;
