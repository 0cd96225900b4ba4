/** The persistent event log of the unit: what happened, in numbers that only rise. */
@NullMarked
package io.mediachassis.controller.eventlog;

import org.jspecify.annotations.NullMarked;
