/** The rows of MEDIA-CHASSIS-MIB: station, director, controllers and blades. */
@NullMarked
package io.mediachassis.snmp.chassis;

import org.jspecify.annotations.NullMarked;
