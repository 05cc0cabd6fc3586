package import DistillTensors
import Foundation

/// A room as its impulse response: the direct sound, and noise that dies away exponentially.
///
/// h[0] = 1, and from the first reflection on h[n] is Gaussian noise, dulled as by soft walls, times
/// 10^(−3 n / (f T)), T being the reverberation time, after which the sound is 60 dB down, and f the
/// sample rate. The direct sound is not delayed, so that words stay where they were.
///
/// Source: Polack (1988), La transmission de l'énergie sonore dans les salles; Moorer (1979), About this
/// reverberation business.
package struct Room: Sendable {
  /// h.
  package let response: [Double]

  /// The room of the reverberation time `seconds`, with other properties drawn by `random`.
  ///
  /// The first reflection follows after 2–12 ms; the energy of all reflections is 0–12 dB below the direct
  /// sound's.
  package init(reverberation seconds: Double, sampleRate: Int, using random: inout RandomStream) {
    let rate = Double(sampleRate)
    let delay = max(1, Int(random.uniform(in: 0.002...0.012) * rate))
    let level = random.uniform(in: 0...12)
    // A low-pass filter of one pole between 3 and 6 kHz.
    let memory = exp(-2 * Double.pi * random.uniform(in: 3000...6000) / rate)
    var response = [Double](repeating: 0, count: max(delay + 1, Int(seconds * rate)))
    var dulled = 0.0
    var energy = 0.0
    for n in delay..<response.count {
      dulled = memory * dulled + (1 - memory) * random.normal()
      response[n] = dulled * pow(10, -3 * Double(n) / (rate * seconds))
      energy += response[n] * response[n]
    }
    let gain = (pow(10, -level / 10) / energy).squareRoot()
    for n in delay..<response.count { response[n] *= gain }
    response[0] = 1
    self.response = response
  }

  /// `samples` as they sound in the room, as many.
  package func applied(to samples: [Float]) -> [Float] {
    Convolution.convolve(samples, with: response)
  }
}
