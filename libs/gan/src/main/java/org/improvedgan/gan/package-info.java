/** The paper as a library: experiments, their settings, and training runs that report and can be resumed. */
package org.improvedgan.gan;
