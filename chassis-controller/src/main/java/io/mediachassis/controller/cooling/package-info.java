/** Decides how fast fans turn and what becomes of a blade that is too hot: sensors, thresholds, zones, throttling; pure. */
@NullMarked
package io.mediachassis.controller.cooling;

import org.jspecify.annotations.NullMarked;
