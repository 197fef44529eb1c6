/** The digit classifier whose opinions score generated images: network, training, export. */
package org.improvedgan.gan.classifier;
