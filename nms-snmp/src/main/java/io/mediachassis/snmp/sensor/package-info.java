/** Sensor readings as ENTITY-SENSOR-MIB (RFC 3433) shows them. */
@NullMarked
package io.mediachassis.snmp.sensor;

import org.jspecify.annotations.NullMarked;
