/** Which programs the other stations of the head-end are to obtain, and how far they are. */
@NullMarked
package io.mediachassis.controller.headend.distribution;

import org.jspecify.annotations.NullMarked;
