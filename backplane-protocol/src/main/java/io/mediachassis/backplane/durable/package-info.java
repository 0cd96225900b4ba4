/** Files that survive a power cut at any instant. */
@NullMarked
package io.mediachassis.backplane.durable;

import org.jspecify.annotations.NullMarked;
