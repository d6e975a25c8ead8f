# Builds the site of the folder that is the argument with the real Jekyll, looks
# every picture of its pages up as a web server would, and prints them, each with
# the file that its page was made of.
require "cgi"
require "json"
require "tmpdir"
Encoding.default_external = Encoding::UTF_8
Encoding.default_internal = nil
require "jekyll"

Jekyll.logger.log_level = :error

# A built site at its address.
class Served
  def initialize(site)
    @root = site.dest
    @host = site.config["url"].to_s[%r!\A\w+://([^/]+)!, 1]
    @base = site.config["baseurl"].to_s.chomp("/")
    # what other tools put there
    @kept = site.config["keep_files"]
  end

  # What became of `address` on the page at `url`: "there", "case", "base" (it is
  # there, but below another address), "host" (of a name that is none), "missing";
  # nil for what is not this site's to serve.
  def fate(address, url)
    address = address.strip
    return nil if address.empty? || address.match?(%r!\A[a-z][a-z0-9+.-]*:(?\!//)!i)

    in_full = address.match(%r!\A(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)(.*)!im)
    if in_full && in_full[1].casecmp(@host.to_s) != 0
      return in_full[1].match?(%r![.:@]!) ? nil : "host"
    end

    path = in_full ? in_full[2] : address
    path = path[/\A[^?#]*/]
    path = "#{@base}#{url[%r!\A.*/!]}#{path}" unless path.start_with?("/")
    path = walked(CGI.unescape(path.gsub("+", "%2B")))
    below = path.delete_prefix("#{@base}/") if path.start_with?("#{@base}/")
    if below.nil?
      here = on_disk(path.delete_prefix("/"))
      return "base" if here == "there"

      return in_full ? nil : "missing"
    end
    return nil if @kept.any? { |kept| below.start_with?("#{kept}/") }

    on_disk(below)
  end

  private

  # A path from the root without dots; browsers stay at the root.
  def walked(path)
    parts = []
    path.split("/").each do |part|
      case part
      when "", "." then nil
      when ".." then parts.pop
      else parts << part
      end
    end
    "/#{parts.join("/")}"
  end

  def on_disk(path)
    return "there" if File.file?(File.join(@root, path))

    @all ||= Dir.glob("**/*", File::FNM_DOTMATCH, :base => @root).map { |name| fold(name) }
    @all.include?(fold(path)) ? "case" : "missing"
  end

  def fold(name)
    name.unicode_normalize(:nfc).downcase
  end
end

ATTRIBUTE = %r!([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?!m.freeze

# The addresses of pictures in a page.
def pictures(html)
  html = html.gsub(/<!--.*?-->/m, "").gsub(%r!<(script|style|template|textarea)\b.*?</\1\s*>!im, "")
  html.scan(%r!<(img|source|video|meta)\b((?:"[^"]*"|'[^']*'|[^"'>])*)>!im).flat_map do |tag, rest|
    attributes = rest.scan(ATTRIBUTE).each_with_object({}) do |(name, *values), all|
      all[name.downcase] ||= CGI.unescapeHTML(values.compact.first.to_s)
    end
    several = attributes["srcset"].to_s.split(/\s*,\s+|,\s*\z/m).map { |one| one.strip[/\A\S+/] }
    case tag.downcase
    when "img" then [attributes["src"], *several]
    when "source" then several
    when "video" then [attributes["poster"]]
    when "meta" then attributes["property"] == "og:image" ? [attributes["content"]] : []
    end
  end.compact.reject(&:empty?)
end

source = File.realpath(ARGV.fetch(0))
Dir.mktmpdir do |out|
  config = Jekyll.configuration(
    "source" => source, "destination" => File.join(File.realpath(out), "site"),
    "disable_disk_cache" => true, "quiet" => true
  )
  site = Jekyll::Site.new(config)
  site.process
  served = Served.new(site)
  pages = site.pages + site.documents.select(&:write?)
  found = pages.select { |page| page.destination(site.dest).end_with?(".html") }.map do |page|
    html = File.read(page.destination(site.dest))
    references = pictures(html).map do |address|
      { "address" => address, "fate" => served.fate(address, page.url) }
    end
    { "source" => page.relative_path, "url" => page.url, "pictures" => references }
  end
  puts JSON.pretty_generate(found)
end
