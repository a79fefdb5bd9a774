extension NetworkSpec {
  /// The layers in the field's short notation: `1000-1000-10`, `12c5-p2-64c5-p2-10`.
  ///
  /// A number alone is a dense layer; `12c5` a convolution of 12 channels, kernel 5, with `s2` and
  /// `p1` behind it for a stride and a padding; `nb` says that there is no bias; `p2` a max pool, `ap2` an average pool, `d0.5` a
  /// dropout. LIF, ReLU and flatten go without saying.
  public var notation: String {
    layers.compactMap { layer in
      switch layer {
      case .dense(let units, let hasBias): "\(units)" + (hasBias ? "" : "nb")
      case .conv2d(let c):
        "\(c.channels)c\(c.kernel)" + (c.stride == 1 ? "" : "s\(c.stride)")
          + (c.padding == 0 ? "" : "p\(c.padding)") + (c.hasBias ? "" : "nb")
      case .maxPool(let size): "p\(size)"
      case .averagePool(let size): "ap\(size)"
      case .dropout(let rate): "d\(rate)"
      case .flatten, .lif, .relu: nil
      }
    }.joined(separator: "-")
  }
}
