/** Configuration files (HOCON) read once at start into records that check themselves. */
@NullMarked
package io.mediachassis.backplane.configuration;

import org.jspecify.annotations.NullMarked;
