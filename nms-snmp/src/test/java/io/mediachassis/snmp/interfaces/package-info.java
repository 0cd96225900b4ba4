/** Tests of IF-MIB's rows. */
@NullMarked
package io.mediachassis.snmp.interfaces;

import org.jspecify.annotations.NullMarked;
