/** One technique of the paper a file, each with its section and formula. */
package org.improvedgan.gan.layers;
