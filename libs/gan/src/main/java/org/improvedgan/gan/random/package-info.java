/** Random numbers as functions of a key and a position. */
package org.improvedgan.gan.random;
